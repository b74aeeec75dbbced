import { answer, api } from '@/api/client';
import type { components } from '@/api/schema';
import { type Answers, canonical } from '@/lib/answers';
import { sha256Hex } from '@/lib/bytes';
import type { Edit, Saved, Submitted } from '../api';

export type Work = components['schemas']['FindingsWork'];
type Current = components['schemas']['CurrentAnswers'];

const headersOf = ({ version, leaseToken, activeSeconds }: Edit) => ({
  'If-Match': `"v${version}"`,
  'X-Lease-Token': leaseToken,
  'X-Active-Seconds': String(Math.round(activeSeconds)),
});

const at = (annotation: number, edit: Edit) => ({
  path: { annotation_id: annotation },
  header: headersOf(edit),
});

// The schema says "an object": what is in it is the answers' own form.
const body = (answers: Answers) => JSON.parse(canonical(answers));

export const saveAnswers = (annotation: number, edit: Edit, answers: Answers): Promise<Saved> =>
  answer(
    api.PUT('/api/annotations/{annotation_id}/answers', {
      params: at(annotation, edit),
      body: body(answers),
    }),
  );

/** The own answers are in: has them kept as the first ones, and gives what the model proposes. */
export const showProposal = (annotation: number, edit: Edit): Promise<Current> =>
  answer(api.POST('/api/annotations/{annotation_id}/proposal', { params: at(annotation, edit) }));

export async function submitAnswers(annotation: number, edit: Edit, answers: Answers): Promise<Submitted> {
  const hash = await sha256Hex(new TextEncoder().encode(canonical(answers)));
  const params = at(annotation, edit);
  return answer(
    api.POST('/api/annotations/{annotation_id}/answers/submit', {
      params: { ...params, header: { ...params.header, 'X-Answers-SHA256': hash } },
      body: body(answers),
    }),
  );
}
