import { TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Card, Failed, Field, GhostButton, QuietButton, toast } from '@/ui';
import styles from '../Admin.module.css';
import { type Channel, useChangePolicy, useCompleteness } from '../api';

const MOST_LACKING = 8;
const ANNOTATED: Channel = { name: 'Annotated', match: '', modality: '' };

/** Which sequences of a study a model is shown, and which cases lack one. */
export function ChannelsCard({ project }: { project: ProjectDetail }) {
  const [rows, setRows] = useState<Channel[]>(project.channels.length ? project.channels : [ANNOTATED]);
  const saving = useChangePolicy(project.slug);
  const set = (at: number, change: Partial<Channel>) =>
    setRows(rows.map((one, i) => (i === at ? { ...one, ...change } : one)));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const channels = rows.length > 1 ? rows : [];
    saving.mutate(
      { channels },
      { onSuccess: () => toast('The next full training takes these; the live model keeps its own.') },
    );
  };
  return (
    <Card title="What a model is shown">
      <form className={styles.policy} onSubmit={save}>
        <p className="small t2">
          The series that is annotated, and further ones of its study in the same frame of reference: each
          becomes a channel of the network.
        </p>
        {rows.map((row, at) => (
          <ChannelRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
            key={at}
            channel={row}
            first={at === 0}
            onChange={(change) => set(at, change)}
            onRemove={() => setRows(rows.filter((_, i) => i !== at))}
          />
        ))}
        <div className="row">
          <GhostButton
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => setRows([...rows, { name: '', match: '', modality: '' }])}
          >
            Add a sequence
          </GhostButton>
          <QuietButton type="submit" disabled={saving.isPending}>
            Save the sequences
          </QuietButton>
        </div>
        {saving.error && <Failed error={saving.error} kept="Models are shown what they were." />}
        {project.channels.length > 1 && <Completeness project={project} />}
      </form>
    </Card>
  );
}

interface RowProps {
  channel: Channel;
  first: boolean;
  onChange: (change: Partial<Channel>) => void;
  onRemove: () => void;
}

function ChannelRow({ channel, first, onChange, onRemove }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border that a row has not
    <div className={styles.channel} role="group" aria-label="Sequence">
      <Field name="Name">
        <TextInput
          value={channel.name}
          required
          maxLength={32}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </Field>
      {first ? (
        <p className={`${styles.annotated} small t2`}>the series that is annotated</p>
      ) : (
        <Matching channel={channel} onChange={onChange} onRemove={onRemove} />
      )}
    </div>
  );
}

/** Which series of the study it is; * stands for anything. */
function Matching({ channel, onChange, onRemove }: Omit<RowProps, 'first'>) {
  return (
    <>
      <Field name="Description has">
        <TextInput
          value={channel.match}
          maxLength={64}
          placeholder="flair, or *t2*flair*"
          onChange={(event) => onChange({ match: event.currentTarget.value })}
        />
      </Field>
      <Field name="Modality">
        <TextInput
          value={channel.modality}
          maxLength={16}
          placeholder="any"
          onChange={(event) => onChange({ modality: event.currentTarget.value })}
        />
      </Field>
      <GhostButton aria-label="Remove the sequence" onClick={onRemove}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </GhostButton>
    </>
  );
}

function Completeness({ project }: { project: ProjectDetail }) {
  const found = useCompleteness(project.slug, project.channels);
  if (!found.data) return null;
  const lacking = found.data.cases - found.data.complete;
  if (lacking === 0) return <p className="small t2">Every case has all of them.</p>;
  return (
    <section aria-label="Cases that lack a sequence">
      <p className="small">
        {counted(lacking, 'case')} of {found.data.cases} cannot be shown so, and are left out:
      </p>
      <ul className={styles.lacking}>
        {found.data.without.slice(0, MOST_LACKING).map((one) => (
          <li key={one.case.id} className="small t2">
            {one.reason}
          </li>
        ))}
        {lacking > MOST_LACKING && <li className="small t2">and {lacking - MOST_LACKING} more</li>}
      </ul>
    </section>
  );
}
