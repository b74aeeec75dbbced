import { Failed } from '@/ui';

/** Why a decision was not taken, in the panel where it was asked for. */
export function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <section>
      <Failed error={error} kept="The masks and your comments are kept." />
    </section>
  );
}
