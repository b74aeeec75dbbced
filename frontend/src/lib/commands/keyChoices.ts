import { keep, readKept } from '../kept';
import { Observable } from '../observable';
import type { KeyChoices } from './commands';

const STORED = 'gyre-keys';

function stored(): KeyChoices {
  const found = readKept(STORED);
  return isChoices(found) ? found : {};
}

function isChoices(found: unknown): found is KeyChoices {
  return (
    typeof found === 'object' &&
    found !== null &&
    Object.values(found).every(
      (keys) => Array.isArray(keys) && keys.every((key) => typeof key === 'string' && key.length < 40),
    )
  );
}

/** The keys that this person has chosen. */
export const keyChoices = new Observable<KeyChoices>(stored());

export function chooseKeys(choices: KeyChoices): void {
  keyChoices.set(choices);
  keep(STORED, choices);
}
