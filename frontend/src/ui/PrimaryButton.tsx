import { Button, type ButtonProps, Loader } from '@mantine/core';
import type { ComponentProps } from 'react';
import styles from './PrimaryButton.module.css';

type Props = Omit<ButtonProps, 'loading'> &
  Omit<ComponentProps<'button'>, keyof ButtonProps> & {
    /** The key that presses it, shown inside. */
    keys?: string;
    /** At work: the label stays, a spinner takes the icon's place, it cannot be pressed twice. */
    busy?: boolean;
    /** 48 px: what a home screen is for. */
    big?: boolean;
  };

/** The one filled button of a screen. */
export function PrimaryButton({ keys, busy, big, leftSection, disabled, className, ...rest }: Props) {
  return (
    <Button
      {...rest}
      disabled={disabled || busy}
      className={[big && styles.big, className].filter(Boolean).join(' ')}
      // The theme sets the height of buttons inline; so does this.
      style={big ? { height: 'var(--control-lg)' } : undefined}
      leftSection={busy ? <Loader size={16} color="var(--text-3)" /> : leftSection}
      rightSection={keys ? <kbd className={styles.key}>{keys}</kbd> : undefined}
    />
  );
}
