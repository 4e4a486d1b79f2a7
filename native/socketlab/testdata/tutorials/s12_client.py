import socket # 导入socket包
if __name__ == '__main__':
    # 创建socket套接字 AF_INET -> 采用IPv4 ;SOCK_STREAM -> 采用TCP传输协议
    client_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # 与服务端建立连接
    client_socket.connect(('127.0.0.1', 9091))
    # 准备需要发送的数据,使用UTF-8进行编码
    _data = 'Connect Succces!'.encode('utf-8')
    # 发送数据
    client_socket.send(_data)
    # 获取服务端返回数据
    _recv = client_socket.recv(1024)
    # 打印服务端返回的原始数据
    print('获得来自服务器的原始数据:', _recv)
    # 对数据进行解码
    _decode = _recv.decode('utf-8')
    print('获得来自服务器的数据:', _decode)
    # 关闭socket套接字
    client_socket.close()
