import { Switch } from '@mantine/core';
import type { PacsLink } from '@/api/pacs';
import { when } from '@/lib/when';
import { Badge, type Tone } from '@/ui';
import styles from '../Admin.module.css';
import type { Pacs, useSetLinks } from '../archive/api';
import { withLinked, withSending } from '../archive/links';
import { PacsActs } from './PacsActs';

interface Props {
  slug: string;
  admin: boolean;
  all: Pacs[];
  links: PacsLink[];
  linking: ReturnType<typeof useSetLinks>;
  onEdit: (pacs: Pacs) => void;
}

/** A PACS a row: whether it answers, whether this project uses it, whether results go back to it. */
export function PacsTable(props: Props) {
  const { admin, all, links } = props;
  return (
    <table className={`gyre-table ${styles.archives}`} aria-label="Upstream PACS">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Answers</th>
          {admin && <th scope="col">Linked</th>}
          <th scope="col">Approved results</th>
          {admin && <th scope="col" />}
        </tr>
      </thead>
      <tbody>
        {admin
          ? all.map((pacs) => (
              <Row key={pacs.id} {...props} pacs={pacs} link={links.find((one) => one.pacs.id === pacs.id)} />
            ))
          : links.map((link) => <Row key={link.pacs.id} {...props} link={link} />)}
      </tbody>
    </table>
  );
}

function Row(props: Props & { pacs?: Pacs; link?: PacsLink }) {
  const { slug, links, linking, pacs, link } = props;
  const shown = pacs ?? link?.pacs;
  if (!shown) return null;
  return (
    <tr>
      <td className={styles.pacs}>
        <div className="ellipsis">{shown.name}</div>
        {pacs && (
          <div className="small t3 ellipsis" title={pacs.url}>
            {pacs.url}
          </div>
        )}
      </td>
      <td className={styles.told}>
        <State state={shown.state} checked={pacs?.checked_at} />
        {pacs?.problem && (
          <div className="small t2 ellipsis" title={pacs.problem}>
            {pacs.problem}
          </div>
        )}
      </td>
      {props.admin && (
        <td>
          <Switch
            aria-label={`Link ${shown.name}`}
            checked={link !== undefined}
            disabled={linking.isPending}
            onChange={(event) => linking.mutate(withLinked(links, shown.id, event.currentTarget.checked))}
          />
        </td>
      )}
      <td>
        <Switch
          aria-label={`Send approved results to ${shown.name}`}
          label={link?.sends_results ? 'sent back' : 'not sent'}
          checked={link?.sends_results ?? false}
          disabled={!link || linking.isPending}
          onChange={(event) => linking.mutate(withSending(links, shown.id, event.currentTarget.checked))}
        />
      </td>
      {pacs && (
        <td className="number">
          <PacsActs slug={slug} pacs={pacs} onEdit={props.onEdit} />
        </td>
      )}
    </tr>
  );
}

const STATES: Record<Pacs['state'], [tone: Tone, word: string]> = {
  unchecked: ['plain', 'not checked'],
  ok: ['ok', 'answers'],
  failing: ['danger', 'failing'],
};

function State({ state, checked }: { state: Pacs['state']; checked?: string | null }) {
  const [tone, word] = STATES[state];
  return (
    <span className="row">
      <Badge tone={tone}>{word}</Badge>
      {checked && <span className="small t3">{when(checked)}</span>}
    </span>
  );
}
