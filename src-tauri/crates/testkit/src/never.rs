//! What a type may not be able to do, held by the compiler.

/// Does not compile where a type implements one of the traits.
///
/// ```
/// struct Sealed(String);
/// lockkeeper_testkit::never!(Sealed: std::fmt::Debug, std::fmt::Display, Clone);
/// ```
///
/// ```compile_fail
/// #[derive(Debug)]
/// struct Talkative(String);
/// lockkeeper_testkit::never!(Talkative: std::fmt::Debug);
/// ```
#[macro_export]
macro_rules! never {
    ($name:ty: $($able:path),+ $(,)?) => {
        $({
            // Where the trait is there as well, `Never<_>` could be either of
            // the two, which is an error.
            trait Never<Which> {
                fn holds() {}
            }
            impl<T: ?Sized> Never<()> for T {}
            struct Able;
            impl<T: ?Sized + $able> Never<Able> for T {}
            <$name as Never<_>>::holds();
        })+
    };
}
