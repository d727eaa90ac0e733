int main() { return serve_customer(); }
