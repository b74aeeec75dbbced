import { Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Card, Failed, Field, Loaded, QuietButton, Segmented, toast } from '@/ui';
import styles from '../Admin.module.css';
import { type Deid, type DeidOption, useDeid, useSetDeid } from '../archive/api';
import { movesDates, shortTitle, toggled } from '../archive/deid';

const PROFILES = [
  { value: 'none' as const, label: 'Keep as they come' },
  { value: 'basic' as const, label: 'Basic profile' },
];

const WORDS: Record<Deid['profile'], string> = {
  none: 'Headers are stored as they come, with names, numbers and dates.',
  basic:
    'Names, numbers, dates, places and private elements go; UIDs are replaced. Each option keeps something.',
};

/** What is taken out of scans on their way into this project. */
export function DeidCard({ slug }: { slug: string }) {
  const deid = useDeid(slug);
  return (
    <Card title="De-identification" note="DICOM PS3.15, annex E">
      <Loaded query={deid} label="Loading the profile">
        {(data) => <DeidForm slug={slug} deid={data} />}
      </Loaded>
    </Card>
  );
}

function useDeidForm(slug: string, deid: Deid) {
  const [profile, setProfile] = useState(deid.profile);
  const [options, setOptions] = useState(deid.options);
  const [days, setDays] = useState(String(deid.date_shift_days));
  const saving = useSetDeid(slug);
  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(
      { profile, options, date_shift_days: Number(days) },
      { onSuccess: () => toast('Saved. It counts for scans that come from now on.') },
    );
  };
  return { profile, setProfile, options, setOptions, days, setDays, saving, save };
}

function DeidForm({ slug, deid }: { slug: string; deid: Deid }) {
  const form = useDeidForm(slug, deid);
  const { profile, options, saving } = form;
  const basic = profile === 'basic';
  return (
    <form className={styles.policy} onSubmit={form.save}>
      <div className="row" style={{ gap: 'var(--s-4)' }}>
        <Segmented label="Profile" value={profile} onChange={form.setProfile} options={PROFILES} />
        <p className="t2">{WORDS[profile]}</p>
      </div>
      {basic && <Options deid={deid} options={options} onChange={form.setOptions} />}
      {basic && movesDates(options) && (
        <Field name="Dates of a patient move back by up to">
          <TextInput
            w={136}
            inputMode="numeric"
            value={form.days}
            rightSectionWidth={48}
            rightSection={<span className="small t3">days</span>}
            onChange={(event) => form.setDays(event.currentTarget.value.replace(/\D/g, '').slice(0, 5))}
          />
        </Field>
      )}
      {saving.error && <Failed error={saving.error} kept="The profile stays as it was." />}
      <div className="row" style={{ gap: 'var(--s-4)' }}>
        <QuietButton type="submit" className={styles.save} disabled={saving.isPending}>
          Save the profile
        </QuietButton>
        <Limits basic={basic} />
      </div>
    </form>
  );
}

interface OptionsProps {
  deid: Deid;
  options: DeidOption[];
  onChange: (options: DeidOption[]) => void;
}

function Options({ deid, options, onChange }: OptionsProps) {
  return (
    <ul className={styles.options}>
      {deid.available_options.map((option) => (
        <li key={option.name}>
          <Switch
            label={<span title={option.title}>{shortTitle(option.title)}</span>}
            description={option.keeps}
            checked={options.includes(option.name)}
            onChange={() => onChange(toggled(options, option.name))}
          />
        </li>
      ))}
    </ul>
  );
}

/** What one must not expect of it. */
function Limits({ basic }: { basic: boolean }) {
  return (
    <p className={styles.limits}>
      It counts for scans that come from now on; those that are here stay as they are.
      {basic &&
        ' It changes headers, not pixels: images that may show a name wait in Cohorts, Held; a face in a head scan can still be recognised.'}
    </p>
  );
}
