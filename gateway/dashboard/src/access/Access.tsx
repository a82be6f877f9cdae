import { Head } from '../parts/Head';
import { Keys } from './Keys';
import { People } from './People';
import { Roles } from './Roles';
import { useMay } from './session';

/** Who may do what: people, the keys of scripts, and what each role gives. */
export default function Access() {
  const may = useMay();
  return (
    <>
      <Head title="Access" under="Who may sign in, which scripts may call, and what each may do." />
      {may('access.read') && <People />}
      <Keys />
      <Roles />
    </>
  );
}
