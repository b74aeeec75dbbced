import type { PacsLink } from '@/api/pacs';
import type { Schema } from '@/api/types';

export type WantedLink = Required<Schema<'NewPacsLinkRequest'>>;

const plain = ({ pacs, sends_results }: PacsLink): WantedLink => ({ pacs: pacs.id, sends_results });

/** The links with this PACS linked or not; a new one sends nothing until somebody says so. */
export function withLinked(links: PacsLink[], pacs: number, linked: boolean): WantedLink[] {
  const others = links.filter((link) => link.pacs.id !== pacs).map(plain);
  return linked ? [...others, { pacs, sends_results: false }] : others;
}

export function withSending(links: PacsLink[], pacs: number, sends_results: boolean): WantedLink[] {
  return links.map((link) => (link.pacs.id === pacs ? { pacs, sends_results } : plain(link)));
}
