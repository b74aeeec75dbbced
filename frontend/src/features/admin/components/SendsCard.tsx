import { count } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, Card, EmptyState, Failed, Loaded, QuietButton, type Tone } from '@/ui';
import styles from '../Admin.module.css';
import { type Send, useRetrySend, useSends } from '../archive/api';

const TONES: Record<Send['state'], Tone> = {
  waiting: 'plain',
  sent: 'ok',
  failed: 'danger',
  refused: 'danger',
};

/** Approved masks on their way back to the PACS, as DICOM SEG. */
export function SendsCard({ slug }: { slug: string }) {
  const sends = useSends(slug);
  return (
    <Card title="Results sent back" note={sends.data?.count ? count(sends.data.count) : undefined}>
      <Loaded query={sends} label="Loading what was sent">
        {({ results }) =>
          results.length ? (
            <SendTable slug={slug} list={results} />
          ) : (
            <EmptyState sentence="An approved mask goes back as DICOM SEG to each linked PACS whose switch is on, and will be here." />
          )
        }
      </Loaded>
    </Card>
  );
}

function SendTable({ slug, list }: { slug: string; list: Send[] }) {
  const retrying = useRetrySend(slug);
  return (
    <div className={styles.sends}>
      {retrying.error && <Failed error={retrying.error} kept="It is not sent." />}
      <table className={`gyre-table ${styles.members}`}>
        <thead>
          <tr>
            <th scope="col">Case</th>
            <th scope="col">PACS</th>
            <th scope="col">State</th>
            <th scope="col">When</th>
            <th scope="col">What it said</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {list.map((send) => (
            <tr key={send.id}>
              <td>{send.case.name}</td>
              <td>{send.pacs.name}</td>
              <td>
                <Badge tone={TONES[send.state]}>{send.state}</Badge>
              </td>
              <td className="t2">{when(send.sent_at ?? send.created_at)}</td>
              <td className="small t2" style={{ whiteSpace: 'normal' }}>
                {send.message}
              </td>
              <td className="number">
                {(send.state === 'failed' || send.state === 'refused') && (
                  <QuietButton
                    size="compact-sm"
                    disabled={retrying.isPending}
                    onClick={() => retrying.mutate(send.id)}
                  >
                    Send again
                  </QuietButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
