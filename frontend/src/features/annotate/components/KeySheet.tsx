import { Modal } from '@mantine/core';
import { sheet } from '../keys';

/** All keys, by group. */
export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size={720}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 'var(--s-5)' }}>
        {sheet.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 style={{ marginBottom: 'var(--s-2)' }}>{group.title}</h3>
            {group.rows.map(([keys, does]) => (
              <div key={keys} className="row" style={{ minHeight: 'var(--row-dense)' }}>
                <kbd>{keys}</kbd>
                <span className="small t2">{does}</span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}
