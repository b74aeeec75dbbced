const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 1836 -> "1,836" */
export function count(value: number): string {
  return whole.format(value);
}

/** "1 case", "64 cases" */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A number with its digits, or the dash that says there is none. */
export function fixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined || Number.isNaN(value) ? '—' : minus(value.toFixed(digits));
}

/** A difference with its sign: "+0.006", "−0.013", "±0.000". */
export function signed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  const text = value.toFixed(digits);
  if (Number(text) === 0) return `±${(0).toFixed(digits)}`;
  return value > 0 ? `+${text}` : minus(text);
}

/** A share of one as "46 %". */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '—' : `${Math.round(value * 100)} %`;
}

/** Bytes as "0.52 MB". */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1e6) return `${(size / 1e3).toFixed(0)} kB`;
  if (size < 1e9) return `${(size / 1e6).toFixed(1)} MB`;
  return `${(size / 1e9).toFixed(2)} GB`;
}

/** A sentence of the server's with minus signs before its negative numbers. */
export const minusSigns = (text: string) => text.replace(/(^|[ (])-(?=\d)/g, '$1−');

const minus = (text: string) => text.replace('-', '−');
