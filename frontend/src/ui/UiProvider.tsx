import '@mantine/core/styles.css';
import './tokens.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { cssVariablesResolver, theme } from './theme';
import { ToastHost } from './toasts';

/** Theme, base styles and the one place for toasts. Everything drawn by React stands inside it. */
export function UiProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} forceColorScheme="dark">
      {children}
      <ToastHost />
    </MantineProvider>
  );
}
