import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import styles from './QuietButton.module.css';

/** A link to another screen that looks like a quiet button. */
export function QuietLink({
  to,
  children,
  leftSection,
}: {
  to: string;
  children: ReactNode;
  leftSection?: ReactNode;
}) {
  return (
    <Button component={Link} to={to} variant="default" className={styles.quiet} leftSection={leftSection}>
      {children}
    </Button>
  );
}
