import { useState } from 'react';
import { count } from '@/lib/numbers';
import { Loaded } from '@/ui';
import styles from '../Cohorts.module.css';
import { type Pull, type PullSeries, usePullDetail } from '../pacs/api';
import { troubleWords } from '../pacs/pulls';

/** What did not come, series by series, with the reason; asked for when it is opened. */
export function PullTroubles({ slug, pull }: { slug: string; pull: Pull }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.problems} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{troubleWords(pull)}</summary>
      {open && <Reasons slug={slug} pull={pull} />}
    </details>
  );
}

function Reasons({ slug, pull }: { slug: string; pull: Pull }) {
  const detail = usePullDetail(slug, pull);
  return (
    <Loaded query={detail} label="Reading the reasons">
      {({ series, series_in_trouble }) => {
        const told = series.filter(inTrouble);
        const more = series_in_trouble - told.length;
        return (
          <ul>
            {told.map((one) => (
              <Reason key={one.id} series={one} />
            ))}
            {more > 0 && <li className="t3">and {count(more)} more series</li>}
          </ul>
        );
      }}
    </Loaded>
  );
}

const inTrouble = (series: PullSeries) => series.problem !== '' || series.refused > 0;

function Reason({ series }: { series: PullSeries }) {
  return (
    <li>
      <b title={series.series_instance_uid}>Series …{series.series_instance_uid.slice(-12)}</b>
      {series.problem && (
        <p>
          {series.problem} <span className="t3">{series.problem_code}</span>
        </p>
      )}
      {series.refusals.map((refusal) => (
        <p key={refusal.sop_instance_uid} title={refusal.sop_instance_uid}>
          {refusal.message} <span className="t3">{refusal.code}</span>
        </p>
      ))}
    </li>
  );
}
