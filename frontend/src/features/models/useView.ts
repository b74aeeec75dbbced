import { useSearchParams } from 'react-router';

export const VIEWS = [
  { value: 'decision', label: 'Decision' },
  { value: 'scores', label: 'Scores' },
  { value: 'subgroups', label: 'Subgroups' },
  { value: 'second-look', label: 'Second look' },
] as const satisfies { value: string; label: string }[];

export type View = (typeof VIEWS)[number]['value'];

/** Which part of a version's report is shown: in the address, so that a link opens it. */
export function useView(): [View, (view: View) => void] {
  const [params, setParams] = useSearchParams();
  const asked = VIEWS.find((one) => one.value === params.get('view'));
  const set = (view: View) => setParams(view === 'decision' ? {} : { view }, { replace: true });
  return [asked?.value ?? 'decision', set];
}
