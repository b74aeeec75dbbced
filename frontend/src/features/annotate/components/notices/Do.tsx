import { type ReactNode, useState } from 'react';
import { tell } from '@/api/problem';
import { QuietButton } from '@/ui';

/** A button of a notice: does its act once, and says beside it why it failed. */
export function Do({ text, act, keys }: { text: string; act: () => unknown; keys?: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(tell(error).happened);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <QuietButton disabled={busy} onClick={() => void run()} rightSection={keys && <kbd>{keys}</kbd>}>
        {text}
      </QuietButton>
      {problem && <Said>{problem}</Said>}
    </>
  );
}

const Said = ({ children }: { children: ReactNode }) => <span role="alert">{children}</span>;
