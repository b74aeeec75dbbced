import { Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconContrast2,
  IconLink,
  IconLinkOff,
  IconLinkPlus,
  IconPlus,
  IconX,
} from '@tabler/icons-react';
import { type ComponentPropsWithRef, type ReactNode, useEffect } from 'react';
import { type CompanionViewer, presetNamed, presetsFor, useCompanionState } from '@/viewer';
import styles from './Compare.module.css';
import { type Companion, MOST_BESIDE, seriesName, seriesOrigin } from './hanging';
import { OwnMask } from './OwnMask';
import type { Compare } from './useCompare';

interface Props {
  companion: Companion;
  position: number;
  compare: Compare;
  /** Null until the series is open. */
  opened: CompanionViewer | null;
}

/** What a series beside the case is, and how it is shown. */
export function CompanionHead({ companion, position, compare, opened }: Props) {
  const last = position === compare.shown.length - 1;
  return (
    <>
      <SeriesMenu
        {...{ compare }}
        open={compare.menu === position}
        onOpen={(open) => compare.openMenu(open ? position : null)}
        onChoose={(series) => compare.put(position, series)}
        current={companion}
      >
        <button type="button" className={styles.name} title={titleOf(companion)}>
          <span className="ellipsis">{seriesName(companion)}</span>
          <IconChevronDown size={14} stroke={1.75} aria-hidden />
        </button>
      </SeriesMenu>
      <span className={styles.origin}>{seriesOrigin(companion)}</span>
      {opened && <Acts {...{ companion, opened, compare }} />}
      {last &&
        compare.shown.length < MOST_BESIDE &&
        (compare.choices?.length ?? 0) > compare.shown.length && (
          <SeriesMenu compare={compare} onChoose={(series) => compare.put(position + 1, series)}>
            <IconButton name="One more series beside">
              <IconPlus size={16} stroke={1.75} aria-hidden />
            </IconButton>
          </SeriesMenu>
        )}
      <IconButton name={`Close ${seriesName(companion)}`} onClick={() => compare.remove(position)}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </IconButton>
    </>
  );
}

function titleOf(companion: Companion): string {
  const { study_description: study, case: name } = companion;
  return [seriesName(companion), seriesOrigin(companion), study, name].filter(Boolean).join(', ');
}

interface ActsProps {
  companion: Companion;
  opened: CompanionViewer;
  compare: Compare;
}

function Acts({ companion, opened, compare }: ActsProps) {
  const state = useCompanionState(opened);
  const { synced } = compare;
  useEffect(() => opened.setSynced(synced), [opened, synced]);
  return (
    <>
      <OwnMask {...{ companion, opened }} />
      {state.linkedBy ? (
        <IconButton
          name={synced ? 'Moves with the case' : 'Moves by itself'}
          pressed={synced}
          onClick={compare.toggleSync}
        >
          {synced ? (
            <IconLink size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconLinkOff size={16} stroke={1.75} aria-hidden />
          )}
        </IconButton>
      ) : (
        <button
          type="button"
          className={styles.link}
          title="The scans have no common frame of reference. Click the same point in both, then link."
          onClick={() => opened.linkHere()}
        >
          <IconLinkPlus size={16} stroke={1.75} aria-hidden /> Link here
        </button>
      )}
      <WindowMenu opened={opened} modality={companion.modality} />
    </>
  );
}

function WindowMenu({ opened, modality }: { opened: CompanionViewer; modality: string }) {
  const { window, inverted } = useCompanionState(opened);
  const presets = presetsFor(modality, opened.storedWindow);
  const named = presetNamed(presets, window);
  const words = `W ${Math.round(window.width)} L ${Math.round(window.level)}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton name={`Window: ${named?.name ?? 'own'}, ${words}`}>
          <IconContrast2 size={16} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words}</Menu.Label>
        {presets.map((preset) => (
          <Menu.Item key={preset.name} onClick={() => opened.setWindow(preset.window)}>
            {preset.name}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => opened.setInverted(!inverted)}>Invert</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface SeriesMenuProps {
  compare: Compare;
  onChoose: (companion: Companion) => void;
  current?: Companion;
  open?: boolean;
  onOpen?: (open: boolean) => void;
  children: ReactNode;
}

/** Every series there is, by study; those on the screen are marked. */
function SeriesMenu({ compare, onChoose, current, open, onOpen, children }: SeriesMenuProps) {
  return (
    <Menu position="bottom-start" width={320} opened={open} onChange={onOpen}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {(compare.choices ?? []).map((one) => (
          <Menu.Item
            key={one.id}
            disabled={one !== current && compare.shown.includes(one)}
            aria-current={one === current || undefined}
            onClick={() => onChoose(one)}
          >
            <span className={styles.choice}>
              <span className="ellipsis">{seriesName(one)}</span>
              <span className="t3 small">
                {one.modality}, {one.geometry.shape[0]} slices, {seriesOrigin(one)}
                {one.mask && ', approved mask'}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  name: string;
  pressed?: boolean;
}

/** Also what opens a menu, which adds handlers and classes of its own. */
function IconButton({ name, pressed, children, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-pressed={pressed}
      {...rest}
      className={[styles.icon, className].filter(Boolean).join(' ')}
    >
      {children}
    </button>
  );
}
