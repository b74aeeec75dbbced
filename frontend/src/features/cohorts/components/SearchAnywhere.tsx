import { useLinks } from '@/api/pacs';
import type { ProjectDetail } from '@/api/types';
import { nextSource, type Source } from '../pacs/sources';
import { NoPacs } from './NoPacs';
import { SearchPacs } from './SearchPacs';
import { SearchScans } from './SearchScans';
import { SourceSwitch } from './SourceSwitch';

interface Props {
  project: ProjectDetail;
  source: Source;
  onSource: (source: Source) => void;
  onUpload: () => void;
}

/** One search line, over our own archive or over a PACS. */
export function SearchAnywhere({ project, source, onSource, onUpload }: Props) {
  const links = useLinks(project.slug).data ?? [];
  const toNext = () =>
    onSource(
      nextSource(
        source,
        links.map((link) => link.pacs.id),
      ),
    );
  const link = links.find((one) => one.pacs.id === source);
  const shared = {
    project,
    source: <SourceSwitch source={link ? source : 'gyre'} links={links} onChange={onSource} />,
    onSource: toNext,
  };
  if (link) return <SearchPacs key={link.pacs.id} pacs={link.pacs} {...shared} />;
  if (source === 'unlinked')
    return <NoPacs {...shared} source={<SourceSwitch source={source} links={links} onChange={onSource} />} />;
  return <SearchScans {...shared} onUpload={onUpload} />;
}
