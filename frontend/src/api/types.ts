/** The records of the API under the names that the screens use. The generated schema is the truth. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Role = Schemas['RoleEnum'];
export type Act = Schemas['ActsEnum'];
export type Person = Schemas['PersonName'];
export type Session = Schemas['Session'];
export type Code = Schemas['Code'];
export type Label = Schemas['Label'];
export type ProjectDetail = Schemas['Project'];
export type Member = Schemas['Member'];
export type CaseState = Schemas['CaseStateEnum'];
export type CaseName = Schemas['CaseName'];
export type CaseRow = Schemas['CaseRow'];
export type CaseDetail = Schemas['CaseDetail'];
export type Work = Schemas['Work'];
export type NextWork = Schemas['NextWork'];
export type Today = Schemas['Today'];
export type ReturnedWork = Schemas['ReturnedWork'];
export type OpenWork = Schemas['OpenWork'];
export type SubmittedWork = Schemas['SubmittedWork'];
export type Overview = Schemas['Overview'];
export type LearningPoint = Schemas['LearningPoint'];
export type GroupShare = Schemas['GroupShare'];
export type Need = Schemas['Need'];
export type Why = Schemas['Why'];
export type Schema<Name extends keyof Schemas> = Schemas[Name];
