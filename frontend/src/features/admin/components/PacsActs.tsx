import { Loader, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { ConfirmDialog, Failed, QuietButton, toast } from '@/ui';
import styles from '../Admin.module.css';
import { type Pacs, useCheckPacs, useRetirePacs } from '../archive/api';

interface Props {
  slug: string;
  pacs: Pacs;
  onEdit: (pacs: Pacs) => void;
}

/** Asks it now; change and delete in the menu. */
export function PacsActs({ slug, pacs, onEdit }: Props) {
  const [deleting, setDeleting] = useState(false);
  const checking = useCheckPacs(slug);
  const check = () =>
    checking.mutate(pacs.id, {
      onSuccess: (done) =>
        toast(
          done.ok
            ? `${pacs.name} answers in ${Math.round(done.seconds * 1000)} ms.`
            : `${pacs.name}: ${done.message}`,
        ),
    });
  return (
    <span className={styles.acts}>
      <QuietButton
        size="compact-sm"
        disabled={checking.isPending}
        leftSection={checking.isPending ? <Loader size={12} color="var(--text-3)" /> : undefined}
        onClick={check}
      >
        Check
      </QuietButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <QuietButton size="compact-sm" aria-label={`More for ${pacs.name}`}>
            <IconDots size={18} stroke={1.75} aria-hidden />
          </QuietButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onEdit(pacs)}>Change {pacs.name}</Menu.Item>
          <Menu.Item color="var(--danger)" onClick={() => setDeleting(true)}>
            Delete {pacs.name}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Delete slug={slug} pacs={pacs} opened={deleting} onClose={() => setDeleting(false)} />
    </span>
  );
}

function Delete({
  slug,
  pacs,
  opened,
  onClose,
}: {
  slug: string;
  pacs: Pacs;
  opened: boolean;
  onClose: () => void;
}) {
  const deleting = useRetirePacs(slug);
  return (
    <ConfirmDialog
      opened={opened}
      title={`Delete ${pacs.name}?`}
      confirm={`Delete ${pacs.name}`}
      danger
      busy={deleting.isPending}
      onConfirm={() =>
        deleting.mutate(pacs.id, {
          onSuccess: () => {
            toast(`${pacs.name} is deleted.`);
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <p>
        No project can search it, pull from it or send to it any more, and its secret is forgotten. What was
        pulled from it stays.
      </p>
      {deleting.error && <Failed error={deleting.error} kept="It stays registered." />}
    </ConfirmDialog>
  );
}
