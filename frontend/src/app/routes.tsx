import { createBrowserRouter } from 'react-router';
import { Brand, Card, EmptyState, TopBar } from '@/ui';

function Placeholder() {
  return (
    <>
      <TopBar start={<Brand />} />
      <main style={{ padding: 'var(--s-5)' }}>
        <Card title="Gyre">
          <EmptyState sentence="The screens are on their way." />
        </Card>
      </main>
    </>
  );
}

export const router = createBrowserRouter([{ path: '*', element: <Placeholder /> }]);
