import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import styles from './QuietButton.module.css';

type Props = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps>;

/** A button that is not what the screen is for: `--surface-3`, hover `--surface-4`. */
export function QuietButton({ className, ...rest }: Props) {
  return (
    <Button variant="default" {...rest} className={[styles.quiet, className].filter(Boolean).join(' ')} />
  );
}

/** A button in a bar: no ground until hovered. */
export function GhostButton({ className, ...rest }: Props) {
  return (
    <Button variant="default" {...rest} className={[styles.ghost, className].filter(Boolean).join(' ')} />
  );
}

/** Something others will notice and cannot take back by a key: outlined, then confirmed. */
export function DangerButton({ className, ...rest }: Props) {
  return (
    <Button variant="default" {...rest} className={[styles.danger, className].filter(Boolean).join(' ')} />
  );
}
