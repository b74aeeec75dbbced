import { useState } from 'react';
import { useLinks } from '@/api/pacs';
import { counted } from '@/lib/numbers';
import { Card, EmptyState, Failed, Loaded, QuietButton } from '@/ui';
import { type Pacs, useRegistered, useSetLinks } from '../archive/api';
import { PacsForm } from './PacsForm';
import { PacsTable } from './PacsTable';

/** The PACS that this project may search. Admins see every one that is registered, others those that are linked. */
export function PacsCard({ slug, admin }: { slug: string; admin: boolean }) {
  const links = useLinks(slug);
  const registered = useRegistered(admin);
  const [editing, setEditing] = useState<Pacs | 'new' | null>(null);
  const linking = useSetLinks(slug);
  const register = admin && <QuietButton onClick={() => setEditing('new')}>Register a PACS</QuietButton>;
  return (
    <Card
      title="Upstream PACS"
      note={links.data && `${counted(links.data.length, 'PACS', 'PACS')} linked to this project`}
      noteBeside
      action={register}
    >
      <Loaded query={links} label="Loading the links">
        {(linked) => {
          const all = registered.data ?? [];
          return all.length || linked.length ? (
            <PacsTable
              slug={slug}
              admin={admin}
              all={all}
              links={linked}
              linking={linking}
              onEdit={setEditing}
            />
          ) : (
            <EmptyState sentence={emptyWords(admin)} />
          );
        }}
      </Loaded>
      {registered.error && <Failed error={registered.error} retry={registered.refetch} />}
      {linking.error && <Failed error={linking.error} kept="The links stay as they were." />}
      {editing && (
        <PacsForm slug={slug} pacs={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Card>
  );
}

const emptyWords = (admin: boolean) =>
  admin
    ? 'A PACS that you register will be here; link it, and the project can search it and pull series from it.'
    : 'No PACS is linked to this project. An admin registers one here and links it; then you can search it in Cohorts.';
