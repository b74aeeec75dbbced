import type { components } from '@/api/schema';
import { page, SLUG } from './stub';

type Schemas = components['schemas'];

export const PACS = { id: 3, name: 'Main PACS', state: 'ok' as const };
const LINKS: Schemas['PacsLink'][] = [{ pacs: PACS, sends_results: true }];

const DESCRIPTIONS = [
  'Abdomen 5.0 B30f',
  'Abdomen 1.0 B70f portal venous phase',
  'Topogram 0.6',
  'Lung 1.0 I70f 3 MIP',
];

function series(i: number): Schemas['FoundSeries'] {
  const study = Math.floor(i / 4);
  return {
    study_instance_uid: `1.2.840.99.${study}`,
    series_instance_uid: `1.2.840.99.${study}.${i}`,
    patient_id: `${471100 + study}`,
    patient_name: ['Doe^Jane', 'Müller-Lüdenscheidt^Karl-Heinz', 'Yamada^Tarou=山田^太郎'][
      study % 3
    ] as string,
    study_date: `202611${String(18 - study).padStart(2, '0')}`,
    study_description: 'CT abdomen with contrast',
    accession_number: `A${1000 + study}`,
    modality: 'CT',
    series_number: i % 4,
    series_description: DESCRIPTIONS[i % 4] as string,
    body_part_examined: 'ABDOMEN',
    instances: [118, 352, 1, 64][i % 4] as number,
    here: [0, 352, 0, 12][i % 4] as number,
  };
}

export const FOUND: Schemas['Found'] = {
  rows: Array.from({ length: 22 }, (_, i) => series(i)),
  next_offset: 25,
};

const progress = {
  series_total: 5,
  series_done: 2,
  series_failed: 0,
  instances_stored: 1340,
  known: 0,
  held: 0,
  refused: 0,
  bytes: 704_000_000,
  fraction: 0.41,
  eta_seconds: 190,
};

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export function pull(id: number, change: Partial<Schemas['Pull']>): Schemas['Pull'] {
  return {
    id,
    pacs: PACS,
    cohort: { id: 1, name: 'Canon quota, round 8' },
    by: 'Lena Lead',
    state: 'running',
    problem: '',
    progress,
    upload: 4,
    created_at: minutesAgo(4),
    ended_at: null,
    ...change,
  };
}

const PULLS = page([
  pull(9, {}),
  pull(8, { state: 'waiting', cohort: { id: 2, name: 'Holdout, spring' } }),
  pull(7, {
    state: 'failed',
    problem: 'The PACS did not answer in time.',
    progress: { ...progress, series_failed: 1, refused: 3, fraction: 0.8, eta_seconds: null },
    created_at: minutesAgo(50),
  }),
  pull(6, {
    state: 'finished',
    progress: { ...progress, series_done: 5, fraction: 1, eta_seconds: null },
    created_at: minutesAgo(300),
  }),
]);

export const PULL_7: Schemas['PullDetail'] = {
  ...pull(7, { state: 'failed' }),
  series: [
    {
      id: 1,
      study_instance_uid: '1.2.840.99.1',
      series_instance_uid: '1.2.840.113619.2.55.3.604688119.971.1234567890.123',
      state: 'failed',
      expected: 118,
      stored: 0,
      known: 0,
      refused: 0,
      bytes: 0,
      problem_code: 'not_there',
      problem: 'The PACS lists this but does not give it.',
      refusals: [],
    },
  ],
  series_in_trouble: 1,
} as unknown as Schemas['PullDetail'];

const held = (id: number, change: Partial<Schemas['Held']>): Schemas['Held'] => ({
  id,
  study_instance_uid: `1.2.3.${id}`,
  series_instance_uid: `1.2.3.${id}.1`,
  modality: 'US',
  description: 'Abdomen, liver long axis',
  reasons: [{ code: 'risky_modality', text: "Images of this modality often show the patient's name." }],
  instances: 3,
  created_at: minutesAgo(12),
  picture: `/api/held/${id}/picture`,
  ...change,
});

export const HELD = page([
  held(21, {}),
  held(20, {
    modality: 'SC',
    description: 'Dose report',
    instances: 1,
    reasons: [
      { code: 'capture', text: 'It is a capture or photograph, not the output of a scanner.' },
      { code: 'screenshot', text: 'It is a screenshot or a report page.' },
    ],
  }),
  held(19, { modality: 'US', description: '', instances: 44 }),
  held(18, { modality: 'XC', description: 'Skin, lower left arm, before the excision', instances: 2 }),
]);

const AVAILABLE: Schemas['Option'][] = [
  [
    'retain_full_dates',
    'Retain Longitudinal Temporal Information Full Dates',
    'All dates and times as they are, but for those of birth.',
  ],
  [
    'retain_modified_dates',
    'Retain Longitudinal Temporal Information Modified Dates',
    'All dates but that of birth, moved back by a number of days that is secret and the same for all scans of a patient; times of day as they are.',
  ],
  [
    'retain_patient_characteristics',
    'Retain Patient Characteristics',
    'Age, sex, size, weight, ethnic group, smoking, pregnancy; allergies and the like cleaned.',
  ],
  [
    'retain_device_identity',
    'Retain Device Identity',
    'Serial numbers, station names and other marks of the machine and its parts.',
  ],
  [
    'retain_institution_identity',
    'Retain Institution Identity',
    'Name, address, department and codes of the institution; names of trial sites.',
  ],
  ['retain_uids', 'Retain UIDs', 'The UIDs as they came: whoever holds the originals finds them.'],
  [
    'retain_safe_private',
    'Retain Safe Private',
    'Private elements that PS3.15 lists as safe and that hold numbers or codes.',
  ],
  [
    'clean_descriptors',
    'Clean Descriptors',
    'Descriptions and comments, without what this file says elsewhere to be an identifier, and without what looks like a date, number, address or telephone. A name that stands nowhere else in the file is not found.',
  ],
  [
    'clean_structured_content',
    'Clean Structured Content',
    'Acquisition context, specimen preparation and content items, each cleaned in its turn.',
  ],
  [
    'clean_graphics',
    'Clean Graphics',
    'Overlays, curves and graphic annotations; a person decides on each such series.',
  ],
].map(([name, title, keeps]) => ({ name, title, keeps }) as Schemas['Option']);

export const DEID: Schemas['Deidentification'] = {
  profile: 'basic',
  options: ['retain_patient_characteristics', 'retain_modified_dates'],
  date_shift_days: 365,
  available_options: AVAILABLE,
};

const registered = (id: number, change: Partial<Schemas['Pacs']>): Schemas['Pacs'] => ({
  id,
  name: 'Main PACS',
  url: 'https://pacs.example.org/dicom-web',
  auth: 'basic',
  username: 'gyre',
  has_secret: true,
  state: 'ok',
  problem: '',
  checked_at: minutesAgo(3),
  created_at: minutesAgo(9000),
  ...change,
});

export const REGISTERED: Schemas['Pacs'][] = [
  registered(3, {}),
  registered(4, {
    name: 'Research archive',
    url: 'https://archive.radiology.university-hospital.example.org:8443/vna/dicom-web/rs',
    state: 'failing',
    problem: 'The PACS did not answer in time.',
  }),
  registered(5, { name: 'New one', url: 'https://10.0.0.7/dicom-web', state: 'unchecked', checked_at: null }),
];

const send = (id: number, change: Partial<Schemas['Send']>): Schemas['Send'] => ({
  id,
  case: { id, name: `ABD-${String(id).padStart(4, '0')}` },
  revision: 2,
  revision_id: id,
  pacs: PACS,
  state: 'sent',
  message: '',
  sop_instance_uid: '2.25.1',
  created_at: minutesAgo(20),
  sent_at: minutesAgo(19),
  ...change,
});

const SENDS = page([
  send(31, { state: 'waiting', sent_at: null }),
  send(30, {
    state: 'refused',
    message: 'The PACS refuses us: check the user name and the secret.',
    sent_at: null,
  }),
  send(29, {}),
  send(28, {}),
]);

export const archive = {
  [`GET /api/projects/${SLUG}/pacs`]: LINKS,
  [`GET /api/projects/${SLUG}/pulls`]: PULLS,
  'GET /api/pulls/7': PULL_7,
  [`POST /api/projects/${SLUG}/pacs/3/search`]: FOUND,
  [`GET /api/projects/${SLUG}/held`]: HELD,
  [`GET /api/projects/${SLUG}/deidentification`]: DEID,
  [`GET /api/projects/${SLUG}/sends`]: SENDS,
  'GET /api/pacs': REGISTERED,
};
