import { tell } from '@/api/problem';
import { Card, Loaded, WhyThisCase } from '@/ui';
import { type Pick, useWhy } from '../api';
import styles from '../Rounds.module.css';

/** The reasons for a pick, as the editor has them. */
export function WhyPicked({ slug, pick, round }: { slug: string; pick: Pick; round: number }) {
  const why = useWhy(slug, pick.case.id, round);
  const withheld = why.error !== null && tell(why.error).code === 'not_explained';
  return (
    <Card className={styles.reasons} aria-label={pick.case.name}>
      <p className="small t3">{pick.case.name}</p>
      {withheld ? (
        <p className="small t2">{tell(why.error).happened}</p>
      ) : (
        <Loaded query={why} label="Loading the reasons">
          {(found) => <WhyThisCase why={found} />}
        </Loaded>
      )}
    </Card>
  );
}
