import { Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMembers } from '@/api/shared';
import type { Member, ProjectDetail, Role } from '@/api/types';
import { counted } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Avatar, Card, ConfirmDialog, Failed, Field, Loaded, PrimaryButton, QuietButton, toast } from '@/ui';
import styles from '../Admin.module.css';
import { useAddMember, useRemoveMember } from '../api';

const ROLES: { value: Role; label: string }[] = [
  { value: 'annotator', label: 'annotator' },
  { value: 'reviewer', label: 'reviewer' },
  { value: 'lead', label: 'lead' },
  { value: 'engineer', label: 'engineer' },
];

/** Who is in the project, each with one role. */
export function MembersCard({ project }: { project: ProjectDetail }) {
  const members = useMembers(project.slug);
  return (
    <Card title="Members" note={members.data && counted(members.data.length, 'person', 'people')}>
      <Loaded query={members} label="Loading the members">
        {(list) => <MemberTable project={project} list={list} />}
      </Loaded>
      <AddMember project={project} />
    </Card>
  );
}

function MemberTable({ project, list }: { project: ProjectDetail; list: Member[] }) {
  const changing = useAddMember(project.slug);
  return (
    <>
      <table className={`gyre-table ${styles.members}`}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">User name</th>
            <th scope="col">Role</th>
            <th scope="col">Since</th>
            <th scope="col">
              <span className="visually-hidden">Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((member) => (
            <tr key={member.id}>
              <td>
                <span className="row">
                  <Avatar small name={member.user.name} /> {member.user.name}
                </span>
              </td>
              <td className="t2">{member.user.username}</td>
              <td>
                <Select
                  aria-label={`Role of ${member.user.name}`}
                  data={ROLES}
                  value={member.role}
                  allowDeselect={false}
                  w={136}
                  onChange={(role) =>
                    role && changing.mutate({ username: member.user.username, role: role as Role })
                  }
                />
              </td>
              <td className="t2">{when(member.created_at)}</td>
              <td className="number">
                <RemoveMember project={project} member={member} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changing.error && <Failed error={changing.error} kept="The role stays as it was." />}
    </>
  );
}

function RemoveMember({ project, member }: { project: ProjectDetail; member: Member }) {
  const [asking, setAsking] = useState(false);
  const removing = useRemoveMember(project.slug);
  return (
    <>
      <QuietButton onClick={() => setAsking(true)}>Remove</QuietButton>
      <ConfirmDialog
        opened={asking}
        title={`Remove ${member.user.name}?`}
        confirm={`Remove ${member.user.name}`}
        danger
        busy={removing.isPending}
        onConfirm={() => removing.mutate(member.id, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        <p>
          {member.user.name} no longer sees {project.name}. What was drawn and reviewed stays.
        </p>
        {removing.error && <Failed error={removing.error} kept="The membership stays." />}
      </ConfirmDialog>
    </>
  );
}

function AddMember({ project }: { project: ProjectDetail }) {
  const [username, setUsername] = useState('');
  const [role, setRole] = useState<Role>('annotator');
  const adding = useAddMember(project.slug);
  const add = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate(
      { username: username.trim(), role },
      {
        onSuccess: (member) => {
          toast(`${member.user.name} is in as ${member.role}.`);
          setUsername('');
        },
      },
    );
  };
  return (
    <>
      <form className={styles.form} onSubmit={add}>
        <Field name="User name">
          <TextInput
            value={username}
            maxLength={150}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
        </Field>
        <Field name="Role">
          <Select
            data={ROLES}
            value={role}
            allowDeselect={false}
            onChange={(value) => value && setRole(value as Role)}
          />
        </Field>
        <PrimaryButton type="submit" disabled={!username.trim()} busy={adding.isPending}>
          Add member
        </PrimaryButton>
      </form>
      {adding.error && <Failed error={adding.error} kept="The members stay as they were." />}
    </>
  );
}
