import type { PageProps } from '../pages';
import { EditPackage } from './EditPackage';
import { PackagePage } from './PackagePage';
import { Packages } from './Packages';
import '../styles/packages.css';

/** The catalogue, a package, and its form. */
export default function PackagePages({ id, verb, query }: PageProps) {
  if (id && verb === 'edit') return <EditPackage id={id} />;
  return id ? <PackagePage id={id} revision={query.get('revision')} /> : <Packages query={query} />;
}
