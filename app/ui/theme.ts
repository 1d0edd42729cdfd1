// How the screens look, in one place. Colours live in look.css as custom properties, so that low light is one switch; this gives Mantine the same words.
import { createTheme, defaultVariantColorsResolver, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core'

/** Deep slate-teal: the colour of things one can do. Never a state of a patient. */
const slate: MantineColorsTuple = ['#eaf3f3', '#d6e6e6', '#aecfd0', '#84b6b8', '#62a0a4', '#4a9196', '#2f7379', '#1e5a62', '#174a51', '#0f3a40']

/** The greys of low light, warm from ink to ground. */
const warm: MantineColorsTuple = ['#cfc5b6', '#a1978a', '#8c8377', '#71685c', '#4a423a', '#332d27', '#221e1a', '#191613', '#100e0c', '#0b0a08']

export const theme = createTheme({
  colors: { slate, dark: warm },
  primaryColor: 'slate',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  // Filled: look.css says both the ground and the ink, so that the pair keeps its contrast in daylight and in low light.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input)
    const primary = input.color === undefined || input.color === 'slate'
    if (input.variant === 'light' && primary) return { ...colours, background: 'var(--act-soft)', hover: 'color-mix(in srgb, var(--act-soft) 85%, var(--act))', color: 'var(--act-soft-ink)' }
    if (input.variant === 'subtle' && primary) return { ...colours, hover: 'var(--act-soft)', color: 'var(--act-soft-ink)' }
    if (input.variant !== 'filled') return colours
    const high = input.color === 'var(--high)'
    return { ...colours, background: high ? 'var(--high)' : 'var(--act)', color: high ? 'var(--high-ink)' : 'var(--act-ink)' }
  },
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Noto Sans", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", monospace',
  headings: { fontWeight: '640', sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.25' }, h2: { fontSize: '1.125rem', lineHeight: '1.35' }, h3: { fontSize: '1rem', lineHeight: '1.4' } } },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '8px', md: '12px', lg: '18px', xl: '26px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'md', variant: 'light' } },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md', autosize: true, minRows: 2 } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.5 }, transitionProps: { duration: 0 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 } } },
  },
})

/** Light or low light, remembered on this device. */
export const lightManager = localStorageColorSchemeManager({ key: 'chairside-light' })
