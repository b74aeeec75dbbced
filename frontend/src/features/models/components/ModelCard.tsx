import { Anchor, Modal } from '@mantine/core';
import { Loaded } from '@/ui';
import { type ModelCardData, type ModelRow, useModelCard } from '../api';
import { cell } from './cell';
import styles from './ModelCard.module.css';

interface Props {
  slug: string;
  model: ModelRow;
  onClose: () => void;
}

type Section = ModelCardData['sections'][number];

/** All that is on record about a version, as it is also printed and kept as Markdown. */
export function ModelCard({ slug, model, onClose }: Props) {
  const card = useModelCard(slug, model.id);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Model card of v${model.number}`}
      size={880}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={`${styles.ways} small`}>
        <Anchor href={`/api/models/${model.id}/card.html`} target="_blank" rel="noreferrer">
          A page to print
        </Anchor>
        <Anchor href={`/api/models/${model.id}/card.md`}>Markdown</Anchor>
        <Anchor href={`/api/models/${model.id}/card`} target="_blank" rel="noreferrer">
          JSON
        </Anchor>
      </p>
      <Loaded query={card} label="Loading the card">
        {(data) => (
          <div className={styles.card}>
            {data.sections.map((section) => (
              <CardSection key={section.title} section={section} />
            ))}
          </div>
        )}
      </Loaded>
    </Modal>
  );
}

function CardSection({ section }: { section: Section }) {
  return (
    <section>
      <h3>{section.title}</h3>
      {section.facts.length > 0 && (
        <dl className={styles.facts}>
          {section.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{cell(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {section.tables.map((table) => (
        <CardTable key={table.title} table={table} />
      ))}
      {section.remarks.map((remark) => (
        <p key={remark} className="small t2">
          {remark}
        </p>
      ))}
    </section>
  );
}

function CardTable({ table }: { table: Section['tables'][number] }) {
  return (
    <table className={styles.table}>
      <caption>{table.title}</caption>
      <thead>
        <tr>
          {table.head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={String(row[0])}>
            {row.map((value, at) => (
              <td key={table.head[at]}>{cell(value)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
