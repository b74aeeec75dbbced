import { Modal } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useState } from 'react';
import { may } from '@/api/shared';
import { isRunning } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { percent } from '@/lib/numbers';
import { QuietButton } from '@/ui';
import { useLastSimulation } from './api';
import { SimulationPanel } from './SimulationPanel';

/** Opens "Would active learning pay here?"; says how far a simulation is. */
export function SimulationButton({ project }: { project: ProjectDetail }) {
  const [opened, setOpened] = useState(false);
  const last = useLastSimulation(project.slug);
  if (!last.data && !may(project, 'train')) return null;
  const running = isRunning(last.data?.state);
  const words = running ? `Simulating, ${percent(last.data?.progress?.fraction ?? 0)}` : 'Simulate';
  return (
    <>
      <QuietButton
        leftSection={<IconChartLine size={18} stroke={1.75} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {words}
      </QuietButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Would active learning pay here?"
        closeButtonProps={{ 'aria-label': 'Close' }}
        size={1080}
      >
        <SimulationPanel project={project} last={last.data ?? null} />
      </Modal>
    </>
  );
}
