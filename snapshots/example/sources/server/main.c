int main() { return serve_everyone(); }
