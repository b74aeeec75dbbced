import type { RefObject } from 'react';
import type { Member } from '@/api/types';
import { Avatar } from '@/ui';
import styles from '../Cohorts.module.css';
import type { Shares } from '../logic/shares';

interface Props {
  readers: Member[];
  shares: Shares;
  first: RefObject<HTMLInputElement | null>;
  onChange: (user: number, cases: number) => void;
}

/** A row for each person who may read, with the number of cases to type over. */
export function ReaderShares({ readers, shares, first, onChange }: Props) {
  if (readers.length === 0) {
    return <p className="small t2">Nobody here may annotate yet. Add members in Admin.</p>;
  }
  return (
    <div className={styles.readers}>
      <table className="gyre-table">
        <thead>
          <tr>
            <th scope="col">Reader</th>
            <th scope="col">Role</th>
            <th scope="col" className="number">
              Cases
            </th>
          </tr>
        </thead>
        <tbody>
          {readers.map((member, i) => (
            <tr key={member.id}>
              <td>
                <span className="row">
                  <Avatar small name={member.user.name} />
                  <span className="ellipsis">{member.user.name}</span>
                </span>
              </td>
              <td className="t3">{member.role}</td>
              <td className="number" style={{ paddingRight: 0 }}>
                <input
                  ref={i === 0 ? first : undefined}
                  className={styles.share}
                  inputMode="numeric"
                  aria-label={`Cases for ${member.user.name}`}
                  value={shares[member.user.id] ?? 0}
                  onFocus={(event) => event.currentTarget.select()}
                  onChange={(event) =>
                    onChange(member.user.id, Number(event.currentTarget.value.replace(/\D/g, '')))
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
