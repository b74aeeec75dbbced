import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconGitMerge } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Commands } from '@/lib/commands';
import { fixed } from '@/lib/numbers';
import { Badge, GhostButton, PrimaryButton, QuietButton, TopBar } from '@/ui';
import type { Begin, Read, Reads, Remark } from '../api';
import styles from '../Review.module.css';

interface Props {
  reads: Reads;
  pair: readonly [Read, Read];
  back: string;
  remarks: Remark[];
  busy: boolean;
  commands: Commands;
  onMerge: (begin: Begin) => void;
  onReturn: (read: 0 | 1) => void;
}

/** Which case, how well the two agree, and the ways to one mask. */
export function AdjudicateBar(props: Props) {
  const { reads, back } = props;
  const dice = reads.comparison?.dice;
  return (
    <TopBar
      start={
        <>
          <Link to={back} className={styles.back} aria-label="Back to the queue">
            <IconArrowLeft size={18} stroke={1.75} aria-hidden />
          </Link>
          <span className={styles.name}>{reads.case_detail.name}</span>
          <span className="small t2 ellipsis num">
            {dice === undefined ? 'Two reads' : `Two reads, mean Dice ${fixed(dice, 3)}`}
          </span>
        </>
      }
      end={
        reads.may_decide ? <Ways {...props} /> : <Badge>you read this case: another reviewer decides</Badge>
      }
    />
  );
}

function Ways({ pair, remarks, busy, commands, onMerge, onReturn }: Props) {
  const icon = { size: 18, stroke: 1.75, 'aria-hidden': true } as const;
  const [one, other] = pair.map((read) => read.author.name);
  return (
    <>
      <Choice
        name={remarks.length ? `Return with ${remarks.length}` : 'Return'}
        icon={<IconArrowBackUp {...icon} />}
        disabled={busy}
        items={[
          [`To ${one}`, () => onReturn(0)],
          [`To ${other}`, () => onReturn(1)],
        ]}
      />
      {([0, 1] as const).map((read) => (
        <QuietButton
          key={read}
          title={pair[read].author.name}
          leftSection={<IconCheck {...icon} />}
          disabled={busy}
          onClick={() => commands.run(read === 0 ? 'review.take-first' : 'review.take-second')}
        >
          Take {read === 0 ? 'A' : 'B'}&nbsp;
          <kbd>{commands.keyFor(read === 0 ? 'review.take-first' : 'review.take-second')}</kbd>
        </QuietButton>
      ))}
      <Choice
        name="Begin from"
        disabled={busy}
        items={[
          ['What both agree on', () => onMerge('agreed')],
          [`A: ${one}'s mask`, () => onMerge('first')],
          [`B: ${other}'s mask`, () => onMerge('second')],
        ]}
      />
      <PrimaryButton
        keys={commands.keyFor('review.decide')}
        leftSection={<IconGitMerge {...icon} />}
        busy={busy}
        onClick={() => commands.run('review.decide')}
      >
        Merge in the editor
      </PrimaryButton>
    </>
  );
}

interface ChoiceProps {
  name: string;
  icon?: React.ReactNode;
  disabled: boolean;
  items: readonly (readonly [words: string, act: () => void])[];
}

function Choice({ name, icon, disabled, items }: ChoiceProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <GhostButton leftSection={icon} disabled={disabled}>
          {name}
        </GhostButton>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(([words, act]) => (
          <Menu.Item key={words} onClick={act}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
