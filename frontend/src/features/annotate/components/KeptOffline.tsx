import { useQuery } from '@tanstack/react-query';
import { when } from '@/lib/when';
import { BrowserDrafts } from '../saving/draftStore';

/** While a case cannot be opened: whether this browser has edits of it that the server has not. */
export function KeptOffline({ assignment }: { assignment: number }) {
  const kept = useQuery({
    queryKey: ['kept-draft', assignment],
    queryFn: () => new BrowserDrafts().headOf(assignment).catch(() => null),
    gcTime: 0,
    networkMode: 'always',
  });
  if (!kept.data) return 'Nothing was changed.';
  const { slices, name, keptAt } = kept.data;
  const many = slices === 1 ? '1 edited slice' : `${slices} edited slices`;
  return `This browser keeps ${many} of ${name}, from ${when(new Date(keptAt).toISOString())}. ${slices === 1 ? 'It is' : 'They are'} sent when the case opens again.`;
}
