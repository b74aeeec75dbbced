import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { SnapshotDetail } from '../api';

const CHECKS = [
  { key: 'patients', name: 'No patient in two splits' },
  { key: 'series', name: 'No series in two splits' },
  { key: 'images', name: 'No image file in two splits' },
] as const;

/** Whether anything that trains could also judge. */
export function LeakCheck({ snapshot }: { snapshot: SnapshotDetail }) {
  const found = snapshot.manifest.leak_check;
  return (
    <ul aria-label="Leak check">
      {CHECKS.map(({ key, name }) => {
        const groups = found[key];
        const clean = groups.length === 0;
        return (
          <li key={key} className="row small" style={{ minHeight: 22 }}>
            {clean ? (
              <IconCheck size={14} stroke={1.75} className="ok" aria-label="passed" />
            ) : (
              <IconAlertTriangle size={14} stroke={1.75} className="danger" aria-label="failed" />
            )}
            <span>{name}</span>
            {!clean && (
              <span className="danger">
                {groups
                  .slice(0, 3)
                  .map((group) => group.join(' and '))
                  .join('; ')}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
