/** The records of the API as the screens read them. One name each; the generated schema stands behind. */

export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export type Role = 'annotator' | 'reviewer' | 'lead' | 'engineer';
export type Act = 'view' | 'annotate' | 'review' | 'upload' | 'manage' | 'train' | 'export';

export interface Person {
  id: number;
  username: string;
  name: string;
}

export interface Session {
  person: Person & { is_admin: boolean };
  projects: { id: number; slug: string; name: string; role: string }[];
}

export interface Code {
  value: string;
  scheme: string;
  meaning: string;
}

export interface Label {
  value: number;
  name: string;
  color: number;
  category?: Code;
  type?: Code;
}

export interface ProjectRow {
  id: number;
  slug: string;
  name: string;
  my_role: Role | null;
  acts: Act[];
}

export interface ProjectDetail extends ProjectRow {
  description: string;
  case_prefix: string;
  modality: string;
  labels: Label[];
  strategy: string;
  batch_size: number;
  random_share: number;
  retrain_after: number;
  auto_promote: boolean;
  training_seconds: number;
}

export interface Member {
  created_at: string;
  id: number;
  user: Person;
  role: Role;
}

export type CaseState =
  | 'new'
  | 'ready'
  | 'drafted'
  | 'picked'
  | 'assigned'
  | 'in_progress'
  | 'submitted'
  | 'returned'
  | 'approved'
  | 'excluded';

export interface CaseName {
  id: number;
  name: string;
  thumbnail?: string | null;
}

export interface CaseRow extends CaseName {
  excluded_reason: string;
  state: CaseState;
  split: string | null;
  flagged: string;
  study_date: string;
  modality: string;
  manufacturer: string;
  manufacturer_model_name: string;
  slice_thickness: number | null;
  series_description: string;
  patient_id: string;
  patient_sex: string;
  patient_age: string;
  slices: number | null;
  score: number | null;
  round: number | null;
}

export interface NextWork {
  assignment_id: number;
  case: CaseName;
  doubt_text: string | null;
  expected_minutes: number | null;
  due: string | null;
  slices: number | null;
  spacing: number[] | null;
  after: number | null;
}

export interface Today {
  submitted: number;
  active_seconds: number;
  median_seconds: number | null;
  cases: { at: string; seconds: number }[];
  project_median: number | null;
}

export interface ReturnedWork {
  assignment_id: number;
  case: CaseName;
  at: string;
  by: string | null;
  note?: string;
  comments: { z: number | null; text: string }[];
}

export interface OpenWork {
  assignment_id: number;
  case: CaseName;
  saved_at: string | null;
  due: string | null;
  active_seconds?: number | null;
  expected_minutes?: number | null;
}

export interface Work {
  next: NextWork | null;
  today: Today;
  returned: ReturnedWork[];
  open: OpenWork[];
}

export interface CurvePoint {
  labels: number;
  dice: number;
  low: number | null;
  high: number | null;
}

export interface Share {
  name: string;
  approved: number;
  pool: number;
}

export interface Need {
  kind: string;
  title: string;
  text: string;
  href: string;
}

export interface Overview {
  loop: {
    pool: number;
    picked: number;
    labelling: number;
    returned: number;
    review: number;
    approved: number;
    training: { state: string; fraction: number | null; message: string; run_id?: number | null } | null;
    champion: { number: number; dice: number | null } | null;
  };
  round: { number: number; approved: number; total: number } | null;
  learning_curve: { picked: CurvePoint[]; random?: CurvePoint[] | null };
  minutes_per_case: { round: number | null; median: number; q1: number; q3: number; n: number }[];
  agreement: { label: string; color?: number; dice: number; n: number }[];
  coverage: { sex: Share[]; age: Share[]; scanner: Share[]; site: Share[] };
  needs_you: Need[];
}
