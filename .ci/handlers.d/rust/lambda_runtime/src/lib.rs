//! The part of `lambda_runtime` that handlers use: types and signatures alone.

pub type Error = Box<dyn std::error::Error + Send + Sync>;

pub struct LambdaEvent<T> {
    pub payload: T,
}

pub struct Service<F>(pub F);

pub fn service_fn<F>(handler: F) -> Service<F> {
    Service(handler)
}

pub async fn run<T, R, F, O>(_service: Service<F>) -> Result<(), Error>
where
    F: FnMut(LambdaEvent<T>) -> O,
    O: Future<Output = Result<R, Error>>,
{
    Ok(())
}
