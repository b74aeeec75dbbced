import { chooseKeys, type KeyChoices, keyChoices } from '@/lib/commands';
import { answer, api } from './client';

/** Takes over the keys that the signed-in person has chosen, on whatever machine it was. */
export async function loadKeys(): Promise<void> {
  const { choices } = await answer(api.GET('/api/keys'));
  chooseKeys(choices);
}

/** Keeps chosen keys with the person. They hold here at once; when the server refuses, the old ones do again. */
export async function saveKeys(choices: KeyChoices): Promise<void> {
  const before = keyChoices.get();
  chooseKeys(choices);
  const body = { choices: Object.fromEntries(Object.entries(choices).map(([id, keys]) => [id, [...keys]])) };
  try {
    await answer(api.PUT('/api/keys', { body }));
  } catch (error) {
    chooseKeys(before);
    throw error;
  }
}
