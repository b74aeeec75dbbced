import { duration } from '@/lib/format';
import { bytes, count, counted } from '@/lib/numbers';
import { Failed, PrimaryButton, ProblemNotice, ProgressLine, QuietButton } from '@/ui';
import { secondsLeft } from '../logic/batches';
import type { Upload } from '../uploading';
import { DeidReport } from './DeidReport';
import type { Uploading, UploadState } from './useUpload';

interface Props {
  upload: Uploading;
  onDone: () => void;
  /** To the held scans, for who may decide on them. */
  onHeld?: () => void;
}

/** How far the sending is; then what came of it, each refused file with its reason. */
export function UploadProgress({ upload, onDone, onHeld }: Props) {
  const { state } = upload;
  const account = state.result ?? state.sent?.upload;
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 'var(--s-3)' }}>
      {state.phase === 'sending' && (
        <ProgressLine
          label="Upload"
          fraction={state.bytes ? (state.sent?.bytes ?? 0) / state.bytes : null}
          text={sendingWords(state)}
        />
      )}
      {state.phase === 'failed' && (
        <Failed error={state.error} kept={keptWords(account)} retry={upload.reset} />
      )}
      {state.phase === 'done' && state.result && <p>{doneWords(state.result)}</p>}
      {state.phase === 'done' && state.result && <Held held={state.result.held} onHeld={onHeld} />}
      {state.phase === 'done' && state.result && <DeidReport upload={state.result.id} />}
      {account && account.problems.length > 0 && <Refused upload={account} />}
      <div className="row">
        {state.phase === 'sending' && <QuietButton onClick={upload.reset}>Stop the upload</QuietButton>}
        {state.phase === 'done' && (
          <>
            <PrimaryButton onClick={onDone}>Search scans</PrimaryButton>
            <QuietButton onClick={upload.reset}>Upload more</QuietButton>
          </>
        )}
      </div>
    </div>
  );
}

function sendingWords(state: UploadState): string {
  const sent = state.sent?.bytes ?? 0;
  const left = secondsLeft(sent, state.bytes, (Date.now() - state.startedAt) / 1000);
  const files = `${count(state.sent?.files ?? 0)} of ${counted(state.files, 'file')}`;
  const rest = left === null ? '' : `, ${duration(left)} left`;
  return `${files}, ${bytes(sent)} of ${bytes(state.bytes)}${rest}`;
}

function keptWords(upload: Upload | undefined): string {
  return upload?.stored ? `${counted(upload.stored, 'file')} arrived and are kept.` : 'Nothing was stored.';
}

function doneWords(upload: Upload): string {
  const parts = [
    `${counted(upload.stored, 'file')} stored`,
    upload.held ? `${count(upload.held)} held` : '',
    upload.known ? `${count(upload.known)} known already` : '',
    upload.refused ? `${count(upload.refused)} refused` : 'none refused',
  ];
  const after = upload.stored ? ' The scans are being ordered; each whole volume becomes a case.' : '';
  return `${parts.filter(Boolean).join(', ')}.${after}`;
}

/** Some wait for a person, since a name may stand in the picture itself. */
function Held({ held, onHeld }: { held: number; onHeld?: () => void }) {
  if (held === 0) return null;
  return (
    <ProblemNotice
      tone="warn"
      happened={`${counted(held, 'file')} may show a name in the picture itself.`}
      kept="Kept apart: nobody sees it in a case until somebody has decided."
      todo={
        onHeld ? (
          <QuietButton onClick={onHeld}>Look at the held scans</QuietButton>
        ) : (
          <span>The lead of the project decides on them.</span>
        )
      }
    />
  );
}

function Refused({ upload }: { upload: Upload }) {
  return (
    <div style={{ maxHeight: 240, overflow: 'auto' }}>
      <table className="gyre-table" aria-label="Refused files">
        <thead>
          <tr>
            <th scope="col">Refused file</th>
            <th scope="col">Why</th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>
          {upload.problems.map((problem) => (
            <tr key={`${problem.file} ${problem.code}`}>
              <td>{problem.file}</td>
              <td className="t2" style={{ whiteSpace: 'normal' }}>
                {problem.message}
              </td>
              <td className="small t3">{problem.code}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
