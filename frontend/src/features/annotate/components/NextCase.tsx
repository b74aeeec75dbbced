import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { duration } from '@/lib/format';
import { counted } from '@/lib/numbers';
import { PanelHead } from '@/ui';
import type { Opened } from '../api';
import styles from './SidePanel.module.css';

/** What opens after this case; on tall screens only. */
export function NextCase({ opened, slug }: { opened: Opened; slug: string }) {
  const work = useQuery({
    queryKey: ['next-case', slug, opened.assignment_id],
    queryFn: () => answer(api.GET('/api/work', { params: { query: { project: slug } } })),
    refetchOnWindowFocus: false,
  });
  if (!work.data) return null;
  const { next } = work.data;
  const other = next && next.assignment_id !== opened.assignment_id ? next : null;
  const facts = other && [
    other.case.name,
    other.slices === null ? '' : counted(other.slices, 'slice'),
    other.expected_minutes === null ? '' : `about ${duration(Math.max(60, other.expected_minutes * 60))}`,
  ];
  return (
    <section aria-label="Next case" className={styles.tall}>
      <PanelHead title="Next case" />
      <p className="small t2">
        {facts
          ? `${facts.filter(Boolean).join(', ')}. Opens on Submit.`
          : 'Nothing else is assigned to you here.'}
      </p>
    </section>
  );
}
