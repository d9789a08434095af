package holdfast.linux;

final class FakeKernelTest extends KernelContract {
    private final FakeKernel kernel = new FakeKernel();

    @Override
    Kernel kernel() {
        return kernel;
    }
}
