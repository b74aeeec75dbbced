import { Select } from '@mantine/core';
import type { PacsLink } from '@/api/pacs';
import { Segmented } from '@/ui';
import { type Source, sourcesOf } from '../pacs/sources';

/** As many names as stand beside the search line. */
const MOST_IN_A_ROW = 3;

interface Props {
  source: Source;
  links: PacsLink[];
  onChange: (source: Source) => void;
}

/** "In Gyre | Main PACS": where the line beside it searches. */
export function SourceSwitch({ source, links, onChange }: Props) {
  const sources = sourcesOf(links.map((link) => link.pacs.id));
  const nameOf = (one: Source) => {
    if (one === 'gyre') return 'In Gyre';
    return links.find((link) => link.pacs.id === one)?.pacs.name ?? 'In a PACS';
  };
  const options = sources.map((one) => ({ value: String(one), label: nameOf(one) }));
  const choose = (value: string) => onChange(sources.find((one) => String(one) === value) ?? 'gyre');
  if (options.length <= MOST_IN_A_ROW)
    return <Segmented label="Search in" value={String(source)} onChange={choose} options={options} />;
  return (
    <Select
      aria-label="Search in"
      w={176}
      data={options}
      value={String(source)}
      allowDeselect={false}
      onChange={(value) => value && choose(value)}
    />
  );
}
