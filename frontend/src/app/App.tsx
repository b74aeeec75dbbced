import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router';
import { whenSignedOut, worthRetrying } from '@/api/client';
import { sharedKeys } from '@/api/shared';
import { UiProvider } from '@/ui';
import { router } from './routes';

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: worthRetrying, refetchOnWindowFocus: true } },
});

// The server no longer knows us: the guard sees it and shows the sign-in, then comes back here.
whenSignedOut(() => {
  if (queries.getQueryData(sharedKeys.session)) queries.setQueryData(sharedKeys.session, null);
});

export function App() {
  return (
    <UiProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </UiProvider>
  );
}
