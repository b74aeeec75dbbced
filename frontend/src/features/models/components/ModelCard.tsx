import { Modal } from '@mantine/core';
import { duration } from '@/lib/format';
import { counted } from '@/lib/numbers';
import { when } from '@/lib/when';
import type { ModelDetail } from '../api';
import styles from '../Models.module.css';

/** Where a version comes from: data, code, seed, network. Enough to make it again. */
export function ModelCard({ model, onClose }: { model: ModelDetail; onClose: () => void }) {
  const patients = model.trained_on.filter((one) => one.split === 'train').length;
  const others = model.trained_on.length - patients;
  const facts: [string, string][] = [
    ['Made', when(model.created_at)],
    ['Trained on', `${counted(patients, 'approved case')} of the train split`],
    ['Checked on', others ? `${counted(others, 'case')} of the validation split` : '—'],
    [
      'Took',
      Object.entries(model.seconds)
        .map(([stage, s]) => `${stage} ${duration(s)}`)
        .join(', ') || '—',
    ],
    ['Seed', String(model.seed)],
    ['Code', model.code_version],
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Model card of v${model.number}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={`${styles.facts} small`}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>Network</h3>
      <pre className={styles.spec}>{JSON.stringify(model.spec, null, 2)}</pre>
    </Modal>
  );
}
