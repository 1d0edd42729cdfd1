// What is confirmed before an infusion of the demonstration, in the order in which a nurse asks it.
export const CHECKLIST_ANSWERS: readonly { readonly item: string; readonly answer?: (escort: string | null) => string }[] = [
  { item: 'identity' }, { item: 'consent' }, { item: 'fasting', answer: () => 'Nothing since last night, water until two hours ago' }, { item: 'escort', answer: (escort) => escort ?? 'Escort named' },
]
