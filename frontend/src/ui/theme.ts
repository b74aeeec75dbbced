import {
  ActionIcon,
  Button,
  Card,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  Select,
  Table,
  TextInput,
  Tooltip,
} from '@mantine/core';

/** The accent of tokens.css, spread over the ten steps Mantine wants; step 4 is `--accent`. */
const gyre: MantineColorsTuple = [
  '#e6f2ff',
  '#cfe5ff',
  '#b4d7ff',
  '#9ccaff',
  '#7ab8ff',
  '#5aa2f2',
  '#4189d8',
  '#2f70b8',
  '#215793',
  '#153f6d',
];

export const theme = createTheme({
  colors: { gyre },
  primaryColor: 'gyre',
  primaryShade: 4,
  autoContrast: true,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '18px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '10px' },
  defaultRadius: 'sm',
  focusClassName: 'gyre-focus',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      // In dense panels a button is as high as a row of the label list.
      styles: (_theme, { size }) => ({
        root: { height: `${size}`.startsWith('compact') ? 'var(--row-dense)' : 'var(--row)' },
      }),
    }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 24, variant: 'subtle', color: 'gray' } }),
    Table: Table.extend({ defaultProps: { highlightOnHover: true, verticalSpacing: 6 } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: 'lg', shadow: 'none' } }),
    Card: Card.extend({ defaultProps: { withBorder: true, radius: 'lg', shadow: 'none' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
    // Its placeholder for the focus is no menu item, which readers of the screen stumble on.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: { radius: 'lg', overlayProps: { backgroundOpacity: 0.6, blur: 0 }, centered: true },
    }),
  },
});

/** Puts our tokens under the names that Mantine's own styles read. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {
    '--input-height-sm': 'var(--row)',
    '--mantine-primary-color-contrast': 'var(--text-on-accent)',
  },
  light: {},
  dark: {
    '--mantine-color-body': 'var(--surface-0)',
    '--mantine-color-text': 'var(--text-1)',
    '--mantine-color-bright': 'var(--text-1)',
    '--mantine-color-dimmed': 'var(--text-2)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-default': 'var(--surface-2)',
    '--mantine-color-default-hover': 'var(--surface-3)',
    '--mantine-color-default-color': 'var(--text-1)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-disabled': 'var(--surface-3)',
    '--mantine-color-disabled-color': 'var(--text-3)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-color-dark-4': 'var(--line)',
    '--mantine-color-dark-6': 'var(--surface-2)',
    '--mantine-color-dark-7': 'var(--surface-1)',
  },
});
