import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { useProjects } from '@/api/shared';
import { GhostButton } from '@/ui';
import styles from './Shell.module.css';

/** The name of the project, and behind it the others. */
export function ProjectSwitch({ slug, name }: { slug: string; name: string }) {
  const projects = useProjects();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <GhostButton
          className={styles.switch}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
        >
          {name}
        </GhostButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Projects</Menu.Label>
        {(projects.data ?? []).map((project) => (
          <Menu.Item
            key={project.slug}
            leftSection={<Here current={project.slug === slug} />}
            onClick={() => navigate(`/projects/${project.slug}`)}
          >
            {project.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Here({ current }: { current: boolean }) {
  return current ? <IconCheck size={14} aria-label="open now" /> : <span style={{ width: 14 }} />;
}
