import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { SignedIn } from './access/SignedIn';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/forms.css';
import './styles/fields.css';
import './styles/tables.css';
import './styles/access.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <SignedIn>
      <App />
    </SignedIn>
  </StrictMode>,
);
