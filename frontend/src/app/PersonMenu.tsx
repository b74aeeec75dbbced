import { Menu, UnstyledButton } from '@mantine/core';
import { IconKey, IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { sharedKeys, signOut, useSession } from '@/api/shared';
import type { Role } from '@/api/types';
import { Avatar } from '@/ui';
import styles from './Shell.module.css';

/** Who is signed in, and the way out. */
export function PersonMenu({ as: role = null }: { as?: Role | null }) {
  const session = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = session.data?.person.name || session.data?.person.username || '';
  const leave = async () => {
    await signOut();
    queries.clear();
    queries.setQueryData(sharedKeys.session, null);
    navigate('/');
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={`Signed in as ${name}`}>
          <Avatar name={name} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.role}>
          <div>{name}</div>
          <div className="small t3">{role ?? (session.data?.person.is_admin ? 'admin' : '')}</div>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKey size={16} stroke={1.75} />} onClick={() => navigate('/tokens')}>
          My API tokens
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
