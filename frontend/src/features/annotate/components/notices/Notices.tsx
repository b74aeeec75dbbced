import type { Commands } from '@/lib/commands';
import type { useFindings } from '../../useFindings';
import { ConflictView } from '../conflict/ConflictView';
import { FindingsNotice } from './FindingsNotice';
import styles from './notices.module.css';
import { SaveNotice, type SaveNoticeProps } from './SaveNotice';

type Props = SaveNoticeProps & { findings: ReturnType<typeof useFindings>; commands: Commands };

/** What lies over the image until the person has dealt with it. */
export function Notices({ findings, commands, ...props }: Props) {
  const { viewer, session, state } = props;
  if (state?.comparison && session && viewer) {
    return <ConflictView comparison={state.comparison} {...{ session, viewer, commands }} />;
  }
  return (
    <>
      <SaveNotice {...props} />
      {findings.shown && (
        <div className={styles.notice}>
          <FindingsNotice
            {...{ viewer, commands }}
            findings={findings.findings}
            at={findings.at}
            held={findings.held}
            onGo={findings.go}
            onSeen={() => session?.seen(findings.findings)}
            onClose={findings.close}
          />
        </div>
      )}
    </>
  );
}
