import type { PageProps } from '../pages';
import { ComputerPage } from './ComputerPage';
import { Computers } from './Computers';
import '../styles/computers.css';

/** The fleet, and one computer. */
export default function ComputerPages({ id, query }: PageProps) {
  return id ? <ComputerPage id={id} query={query} /> : <Computers query={query} />;
}
